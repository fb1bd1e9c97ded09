"""Verification: that the tables say what the log says, and that the log is the one that was signed and witnessed."""

from ifar.ledger.verification.catalogue import Installation
from ifar.ledger.verification.memory import Memory, Remembered
from ifar.ledger.verification.report import Report
from ifar.ledger.verification.whole import Options, verify

__all__ = ["Installation", "Memory", "Options", "Remembered", "Report", "verify"]

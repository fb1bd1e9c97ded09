"""What papers and signed documents are called, in the six languages of `kinds.LANGUAGES`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, tuple[str, str, str, str, str, str]]] = {
    "course_certificate": (
        "Certificate of a course",
        "شهادة دورة تدريبية",
        "Attestation de formation",
        "Certificado de un curso",
        "Свидетельство о прохождении курса",
        "课程证书",
    ),
    "licence_card": (
        "Firearms licence",
        "رخصة سلاح ناري",
        "Permis d'arme à feu",
        "Licencia de armas de fuego",
        "Лицензия на огнестрельное оружие",
        "枪支许可证",
    ),
    "licence_certificate": (
        "Firearms licence",
        "رخصة سلاح ناري",
        "Permis d'arme à feu",
        "Licencia de armas de fuego",
        "Лицензия на огнестрельное оружие",
        "枪支许可证",
    ),
    "transfer_authorisation": (
        "Authorization of an international transfer of firearms",
        "إذن بنقل دولي للأسلحة النارية",
        "Autorisation de transfert international d'armes à feu",
        "Autorización de transferencia internacional de armas de fuego",
        "Разрешение на международную передачу огнестрельного оружия",
        "枪支国际转让许可证",
    ),
    "registration_certificate": (
        "Registration certificate of a firearm",
        "شهادة تسجيل سلاح ناري",
        "Certificat d'enregistrement d'une arme à feu",
        "Certificado de registro de un arma de fuego",
        "Свидетельство о регистрации огнестрельного оружия",
        "枪支登记证书",
    ),
    "deactivation_certificate": (
        "Deactivation certificate of a firearm",
        "شهادة تعطيل سلاح ناري",
        "Certificat de neutralisation d'une arme à feu",
        "Certificado de inutilización de un arma de fuego",
        "Свидетельство о деактивации огнестрельного оружия",
        "枪支失效证书",
    ),
    "receipt": (
        "Receipt for a firearm",
        "إيصال باستلام سلاح ناري",
        "Reçu pour une arme à feu",
        "Recibo de un arma de fuego",
        "Расписка в получении огнестрельного оружия",
        "枪支接收收据",
    ),
    "payment_receipt": (
        "Receipt for a fee",
        "إيصال دفع رسم",
        "Reçu de paiement d'un droit",
        "Recibo de pago de una tasa",
        "Квитанция об уплате сбора",
        "费用收据",
    ),
    "destruction_certificate": (
        "Certificate of the destruction of firearms",
        "شهادة إتلاف أسلحة نارية",
        "Certificat de destruction d'armes à feu",
        "Certificado de destrucción de armas de fuego",
        "Свидетельство об уничтожении огнестрельного оружия",
        "枪支销毁证书",
    ),
    "trace_statement": (
        "Certified statement of a trace",
        "إفادة مصدّقة عن تعقّب",
        "Déclaration certifiée d'un traçage",
        "Declaración certificada de un rastreo",
        "Заверенная справка об отслеживании",
        "追查证明",
    ),
    # Signed documents of a trace
    "trace_request": (
        "Request to trace a firearm",
        "طلب تعقّب سلاح ناري",
        "Demande de traçage d'une arme à feu",
        "Solicitud de rastreo de un arma de fuego",
        "Запрос об отслеживании огнестрельного оружия",
        "枪支追查请求",
    ),
    "trace_answer": (
        "Answer to a trace request",
        "رد على طلب تعقّب",
        "Réponse à une demande de traçage",
        "Respuesta a una solicitud de rastreo",
        "Ответ на запрос об отслеживании",
        "对追查请求的答复",
    ),
    "hand_over": (
        "Hand-over sheet for mutual legal assistance",
        "ورقة تسليم لأغراض المساعدة القانونية المتبادلة",
        "Fiche de remise pour l'entraide judiciaire",
        "Hoja de entrega para la asistencia judicial recíproca",
        "Лист передачи для взаимной правовой помощи",
        "司法协助移交单",
    ),
}

"""Acts of the community: becoming a member, spaces, writing, marks, moderation, digests, what is kept and for how long."""

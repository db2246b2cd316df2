"""How a practice leaves: notice, no new claims, run-out, export, hold, the destruction of its key.

Every step is asked for by somebody, with a reason, and taken by a job. Suspension is another thing: it stops tokens and
writes at once and loses nothing.

| step | from then on |
|---|---|
| notice | nothing changes; the leaving is announced |
| no_new_claims | new encounters and submissions are refused (409); remittances post |
| run_out | the same; the last claims are worked, takebacks arrive |
| exported | every table and file has been written out, decrypted; may be repeated |
| hold | kept for the years that the law wants, counted from the last date of service |
| shredded | the key is destroyed; every read answers 410, in backups too nothing opens |
"""

from api.offboarding.certificate import is_genuine

__all__ = ["is_genuine"]

"""What Stagebill tells people outside it: an invoice that was sent, a receipt for money that arrived.

A mutation elsewhere leaves an errand in the outbox. Here it becomes a message, written once for its dedupe
key, which a gateway then delivers: the mail folder of a fresh installation, for example, which shows
everything at /dev/mail. A message holds no secret: the pay link is filled in at delivery.
"""

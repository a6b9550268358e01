"""What the customer sees and pays: a secret link, one page without script, and attempts to pay at a gateway.

A pay link opens the page of one invoice: what this stage is, how far the job is, what is due, and the ways
to pay it. Pressing one starts a checkout: an attempt with a key of ours, stored before the gateway is called,
at most one alive per invoice. The gateway's redirect proves nothing. Its webhook, a timer and the customer's
return all lead to the same step: ask the gateway what is true, then settle, which records the payment once.
"""

"""How the app reaches a browser: the sources in `pwa/` and `service_worker/` become published files with
hashed names, one shell page that knows them all, one worker file, and a policy that lets nothing else run.
"""

"""An attachment is a photo or document of a job: bytes that were uploaded once, and who may see them.

Bytes come first, under their own digest (`PUT /api/blobs/{sha256}`), as often as a phone needs; a mutation
then attaches them. Images are decoded by a child process and kept anew, without what a camera writes beside
them.
"""

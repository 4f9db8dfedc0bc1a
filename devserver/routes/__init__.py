"""HTTP: JSON in, JSON out. Routes translate; what happens is decided by the engine.

JSON routes are Flask views on threads; websocket, event streams, media and uploads are native endpoints on the
engine's event loop, because a client that leaves does not stop a WSGI response.
"""

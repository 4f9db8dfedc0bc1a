"""A ComfyUI workflow becomes a chunk and a config. The modules, from what only computes to what waits:

reading     a file or body as a graph in API format
linked      the graph with its links both ways, in an order that ids do not change
words       how the inputs of nodes are called
outputs     what is kept, and of which type it is
sampling    samplers with their settings
prompting   the texts behind a sampler
shaping     width, height, length and pace
bringing    model files that are loaded, and files that a person brings
analysis    all of it: findings, and what could not be decided
forms       the JSON Schema of a parameter
declaring   the two declarations
writing     into the folder, both or none
importer    asks a server, and does everything in its order
"""

"""Bundles: a run as one zip that can be looked at without a server, passed on, and brought back by another.

Everything lies in one folder that is named like the run:

| file | what it is |
| ---- | ---------- |
| `NN_<type>.<ext>` | the entities, as in the folder of a run; what a check blocked is not there |
| `declarations/<sha256>.json` | the snapshots of declarations that the attempts used |
| `events.ndjson` | the stored events, one a line |
| `metadata.json` | the run with attempts, entities and calls, as in the folder of a run |
| `index.html` | the replay: a page that needs nothing else |
| `bundle.json` | format, run, version, and size and SHA-256 of every other file |

The same run gives the same bytes again. Configured keys are hidden in every text; the owner is not told.
"""

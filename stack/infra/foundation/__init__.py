"""The foundation of an environment on AWS: what all modules share, created once by a program of its own.

`./pants deploy stack/infra/foundation --env=NAME` creates it. The programs of modules read its outputs by a
StackReference: see `stack/infra/platforms/aws/foundation.py`.
"""

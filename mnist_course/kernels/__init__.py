"""Kernels that need not import: forked from a process that has imported Keras already.

JupyterLab takes them through Jupyter's own extension point, a kernel provisioner
(`provisioner`), the self-check directly (`warm`).
"""

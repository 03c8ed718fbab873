"""A JupyterHub whose users find the lessons in their home; docs/jupyterhub.md says how."""

c = get_config()  # noqa: F821

LESSONS = "mnist-lessons"

# As the user, before their server: the lessons are made or brought up to date. It stands in the
# command, and not in a hook of the hub, since the hub may run on another machine, under another
# account. Where it fails, as on a full disk, the server starts all the same.
c.Spawner.cmd = [
    *("sh", "-c"),
    f'mnist-course start --prepare-only "$HOME/{LESSONS}"; exec jupyterhub-singleuser "$@"',
    "sh",
]

# A terminal's shell keeps the PATH in which the course's commands are; a login shell forgets it.
c.Spawner.args = ["--ServerApp.terminado_settings={'shell_command': ['bash']}"]

# What a login opens; a link may name any other lesson.
c.Spawner.default_url = f"/lab/tree/{LESSONS}/01_loading/01_loading.ipynb"

# Notebooks run with the shared environment, whatever kernels a user has at home; a first start
# is slow where 2.5 GB come over the network.
c.Spawner.environment = {"JUPYTER_PREFER_ENV_PATH": "1"}
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 120

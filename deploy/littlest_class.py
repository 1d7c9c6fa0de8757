"""For The Littlest JupyterHub: a whole class that starts at the same moment."""
c = get_config()  # noqa: F821

# A server waits for its turn of the processor; a learner beyond the limit is turned away, not put in line.
c.Spawner.http_timeout = 180
c.Spawner.start_timeout = 180
c.JupyterHub.concurrent_spawn_limit = 100

# A kernel's connections are files in the learner's own /tmp: network ports are shared by all, and taken by others before a kernel asks.
c.Spawner.args = ["--KernelManager.transport=ipc"]
c.Spawner.environment = {"JUPYTER_RUNTIME_DIR": "/tmp/jupyter-runtime", "OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1",
                         "TF_NUM_INTEROP_THREADS": "1"}

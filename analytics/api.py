def refresh_if_stale(at): pass
def build_figures(at): pass

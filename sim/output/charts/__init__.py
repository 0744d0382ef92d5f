"""Pictures of a study, a module a picture: tables in, a matplotlib figure out, nothing saved."""

"""filmprint --install-completion: completion for the user's shell, as cyclopts installs it."""

from cyclopts.completion.install import create_install_completion_command

from filmprint.cli.app import app

install_completion = create_install_completion_command(app.install_completion, add_to_startup=False)

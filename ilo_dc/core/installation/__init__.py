"""What an installation is: demonstration or live."""

"""Firstpass: claims out, remittances in, for US medical billing companies."""

"""Name the project's addresses in the metadata of wheel and source archive, if they are known.

Where the project is kept is not known in the tree: copies of it are kept elsewhere. So the address
comes from CLEANER_PROJECT_URL, or else from what a workflow of GitHub states of its repository.
Without either there are no addresses.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from hatchling.metadata.plugin.interface import MetadataHookInterface

ADDRESS = "CLEANER_PROJECT_URL"
SERVER, REPOSITORY = "GITHUB_SERVER_URL", "GITHUB_REPOSITORY"


class ProjectUrls(MetadataHookInterface):
    """Fill `[project.urls]`, which pyproject.toml calls dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the addresses to the project's metadata. Raises ValueError if they are none."""
        metadata["urls"] = project_urls(os.environ)


def project_urls(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the project's addresses by their names; none if the environment states none.

    Raises ValueError if CLEANER_PROJECT_URL is no address of a repository.
    """
    address = environment.get(ADDRESS, "").strip()
    server, repository = environment.get(SERVER, ""), environment.get(REPOSITORY, "")
    if not address and server and repository:
        address = f"{server}/{repository}"
    if not address:
        return {}
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            f"{ADDRESS} is {address!r}: give the address of the repository, as in "
            f"https://example.org/people/project"
        )
    source = address.rstrip("/").removesuffix(".git")
    return {
        "Source": source,
        "Issues": f"{source}/issues",
        "Changelog": f"{source}/blob/HEAD/CHANGELOG.md",
        "Documentation": f"{source}/tree/HEAD/docs",
    }

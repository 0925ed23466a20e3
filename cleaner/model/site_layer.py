"""The site layer of a model: what people's corrections say of the sites that they are of.

For each site it holds weights of the signs of paragraphs (`cleaner.features.site_features`), which
are added to the log-odds of the parts below it. So it is fitted without the pages that these were
trained on, and pages of other sites come out as without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.features.site_features import Codes, Signs
from cleaner.model.archive import Archive, array_bytes
from cleaner.model.log_odds import LogOdds
from cleaner.types import Floats

EVERYWHERE = "*"
"""The site of a layer that holds for all pages."""
CODES, WEIGHTS = "site_layer.codes.npy", "site_layer.weights.npy"
_UNIT = 1000.0  # weights are stored as thousandths
_STORED, _CODE = "<i2", "<u4"


@dataclass(frozen=True, slots=True, eq=False)
class SiteLayer:
    """Weights of signs by site: sorted codes (signs,), and weights (signs, 2) for body and chrome.

    A site is a host without "www.", "" for pages that state no address, or EVERYWHERE.
    """

    sites: Mapping[str, tuple[Codes, Floats]]

    def name(self) -> str:
        """Return what tells this layer from others: a checksum of its signs and weights, as they
        are stored."""
        digest = hashlib.sha256()
        for site, (codes, weights) in sorted(self.sites.items()):
            digest.update(f"{site} {len(codes)}\n".encode())
            digest.update(codes.astype(_CODE).tobytes() + _stored(weights).tobytes())
        return digest.hexdigest()[:8]

    def site_for(self, site: str) -> str | None:
        """Return which of the layer's sites holds for a page of a site; None if none does."""
        if EVERYWHERE in self.sites:
            return EVERYWHERE
        return site if site in self.sites else None

    def changes(self, signs: Signs, site: str) -> LogOdds:
        """Return what the layer adds to the log-odds of n paragraphs of one of its sites."""
        codes, weights = self.sites[site]
        if not len(codes):
            return LogOdds(np.zeros(len(signs.ends)), np.zeros(len(signs.ends)))
        at = np.minimum(np.searchsorted(codes, signs.codes), len(codes) - 1)
        weights_of_signs = (codes[at] == signs.codes)[:, None] * weights[at]
        return LogOdds(signs.sums(weights_of_signs[:, 0]), signs.sums(weights_of_signs[:, 1]))

    def members(self) -> dict[str, bytes]:
        """Return the members of a model file that hold the layer; how many signs each site has
        stands in `model.json`, in this order."""
        codes = [codes for codes, _ in self.sites.values()]
        weights = [weights for _, weights in self.sites.values()]
        return {
            CODES: array_bytes(np.concatenate(codes).astype(_CODE)),
            WEIGHTS: array_bytes(_stored(np.concatenate(weights))),
        }


def _stored(weights: Floats) -> NDArray[np.int16]:
    """Return weights as thousandths; larger ones than fit become the largest."""
    limits = np.iinfo(_STORED)
    return np.clip((weights * _UNIT).round(), limits.min, limits.max).astype(_STORED)


def read_site_layer(archive: Archive, sites: Mapping[str, int]) -> SiteLayer:
    """Return the layer of a model file, given the number of signs of each site. Raises ValueError
    if these are not the signs that it holds."""
    codes = archive.array(CODES, _CODE, (None,))
    weights = archive.array(WEIGHTS, _STORED, (None, 2)) / _UNIT
    if not len(codes) == len(weights) == sum(sites.values()):
        raise ValueError("the site layer does not have the signs that model.json counts")
    parts: dict[str, tuple[Codes, Floats]] = {}
    start = 0
    for site, signs in sites.items():
        own = codes[start : start + signs]
        if (own[1:] <= own[:-1]).any():
            raise ValueError("the signs of the site layer are not in order")
        parts[site] = own, weights[start : start + signs]
        start += signs
    return SiteLayer(parts)

"""The code table: all codes of the platform, each with a kind and a meaning."""

from __future__ import annotations

import pytest

from authing.core.errors import AuthingException
from authing.v2.exceptions import CODES, error_for

PLATFORM = """
    200 400 500 1000 1001 1108 1300 1301 1302 1303 1304 1305 1306 1600 1635 1636 1639 1640 1641 1642 1643 1699
    1700 1701 1702 1703 1704 1705 1706 1707 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 2010 2011 2012
    2013 2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 2027 2028 2029 2030 2031 2032 2034
    2035 2036 2037 2038 2039 2040 2057 2058 2100 2101 2200 2201 2202 2203 2204 2205 2206 2207 2208 2209 2210
    2211 2212 2213 2214 2215 2216 2217 2218 2219 2220 2221 2222 2223 2224 2225 2226 2227 2228 2229 2230 2231
    2241 2300 2333 2401 2930 3003 3005 3012 3013 3014 3617 3618 3619 3620 3621 3622 3623 3624 3829 4021 4212
    5000 5001 5022 5023 5024 5025 6001 6002 6003 6004 7348 8128 2120008 2130010 2820002
"""


def test_the_table_has_exactly_the_codes_of_the_platform() -> None:
    codes = [int(code) for code in PLATFORM.split()]
    assert len(codes) == 142
    assert sorted(CODES) == codes


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_raised_as_its_kind(code: int) -> None:
    kind, meaning = CODES[code]
    error = error_for(code, "words")
    assert type(error) is kind
    assert isinstance(error, AuthingException)
    assert (error.code, error.message) == (code, "words")
    assert meaning

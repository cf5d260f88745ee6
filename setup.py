"""How `authing` is packaged; the tools' settings are in pyproject.toml."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

ASYNC = ["aiohttp>=3.9"]
SERVER = [
    "alembic>=1.13",
    "argon2-cffi>=23.1",
    "ariadne>=0.23",
    "click>=8.1",
    "psycopg[binary]>=3.1",
    "PyYAML>=6.0",
    "SQLAlchemy>=2.0.25",
    "starlette>=0.37",
    "uvicorn>=0.27",
]
CLI = ["click>=8.1"]
DEV = [
    *ASYNC,
    *SERVER,
    "codespell>=2.2",
    "httpx>=0.27",
    "hypothesis>=6.90",
    "mypy>=1.13",
    "myst-parser>=3",
    "opentelemetry-sdk>=1.20",
    "pyright>=1.1.380",
    "pytest>=8",
    "pytest-cov>=5",
    "pytest-randomly>=3.15",
    "responses>=0.25",
    "ruff>=0.8",
    "Sphinx>=7",
    "trustme>=1.1",
    "types-PyYAML",
    "types-requests",
    "typing_extensions>=4.6",
]

setup(
    name="authing",
    version="5.0.0.dev0",
    description="Identity SDK for Authing v2, ZITADEL v2 and Logto, with a local identity server",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.10",
    packages=find_packages(include=["authing", "authing.*"]),
    package_data={"authing": ["py.typed"], "authing.server": ["schema.graphql"]},
    install_requires=["cryptography>=42", "PyJWT>=2.8", "requests>=2.32", "sgqlc>=16"],
    extras_require={"async": ASYNC, "server": SERVER, "cli": CLI, "dev": DEV},
    entry_points={"console_scripts": ["authing = authing.cli:main"]},
    classifiers=[
        "Development Status :: 4 - Beta",
        "Intended Audience :: Developers",
        "Programming Language :: Python :: 3 :: Only",
        "Topic :: Security",
        "Topic :: System :: Systems Administration :: Authentication/Directory",
        "Typing :: Typed",
    ],
)

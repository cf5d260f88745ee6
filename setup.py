"""How `authing` is packaged; the tools' settings are in pyproject.toml."""

from pathlib import Path
from runpy import run_path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

ASYNC = ["aiohttp>=3.11", 'async-timeout>=4; python_version < "3.11"']
CLI = ["click>=8.1"]
SERVER = [
    *CLI,
    "alembic>=1.13",
    "argon2-cffi>=23.1",
    "Authlib>=1.9",
    "graphql-core>=3.2.12",
    "httptools>=0.6",  # uvicorn parses HTTP with it: a tenth more logins a second
    "Jinja2>=3.1",
    "psycopg[binary]>=3.1",
    "pyotp>=2.9",
    "PyYAML>=6.0",
    "segno>=1.6",  # the picture of a TOTP secret
    "SQLAlchemy>=2.0.25",
    "starlette>=0.37",
    "uvicorn>=0.27",
]
DEV = [
    *ASYNC,
    *SERVER,
    "aiosmtpd>=1.4.6",
    "codespell>=2.2",
    "coverage>=7.10",
    "Django>=4.2",
    "fastapi>=0.110",
    "Flask>=3",
    "furo>=2024.1",
    "httpx>=0.27",
    "hypothesis>=6.90",
    "mypy>=1.13",
    "myst-parser>=3",
    "opentelemetry-sdk>=1.20",
    "playwright>=1.48",
    "pyright[nodejs]>=1.1.380",
    "pytest>=8.2",
    "pytest-cov>=5",
    "pytest-randomly>=3.15",
    "responses>=0.25",
    "ruff>=0.8",
    "Sphinx>=7.4",
    "trustme>=1.1",
    "types-PyYAML",
    "types-requests",
    "typing_extensions>=4.6",
]

setup(
    name="authing",
    version=run_path(str(HERE / "authing" / "version.py"))["__version__"],
    description="Identity SDK for Authing v2, ZITADEL v2 and Logto, with a local identity server",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license_expression="Apache-2.0",
    license_files=["LICENSE"],
    keywords="authing zitadel logto identity oidc authentication sso user-management graphql asyncio",
    python_requires=">=3.10",
    packages=find_packages(include=["authing", "authing.*"]),
    package_data={
        "authing": ["py.typed"],
        "authing.server": ["schema.graphql"],
        "authing.server.web": ["style.css", "templates/*.html"],
        "authing.logto.models": ["__init__.pyi"],
        "authing.zitadel.models": ["__init__.pyi"],
    },
    include_package_data=False,
    install_requires=["cryptography>=42", "PyJWT>=2.8", "requests>=2.32.2", "sgqlc>=16", "urllib3>=2.2"],
    extras_require={"async": ASYNC, "server": SERVER, "cli": CLI, "dev": DEV},
    entry_points={"console_scripts": ["authing = authing.cli:main"]},
    classifiers=[
        "Development Status :: 4 - Beta",
        "Framework :: AsyncIO",
        "Intended Audience :: Developers",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Security",
        "Topic :: System :: Systems Administration :: Authentication/Directory",
        "Typing :: Typed",
    ],
)

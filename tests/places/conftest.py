import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from places.api import load

HEADERS = {
    "areas.csv": "code,valid_from,valid_to,kind,name,is_urban,lat,lon,area_km2",
    "parents.csv": "code,parent_code,valid_from,valid_to",
    "successions.csv": "old_code,on,new_code,weight,basis,instrument",
    "measures.csv": "code,valid_from,kind,year,value,source,quality",
}

# A province of two communes that changes once: 10001 is split, 10002 goes on enlarged.
SMALL = {
    "areas.csv": [
        "10,2020-01-01,,tinh,Tỉnh Mẫu,,,,",
        "10001,2020-01-01,2024-01-01,xa,Xã Đông,0,10.1,106.1,",
        "10002,2020-01-01,2024-01-01,xa,Xã Tây,0,10.2,106.2,",
        "10002,2024-01-01,,phuong,Phường Tây,1,10.2,106.2,12.5",
        "10003,2024-01-01,,xa,Xã Nam,0,10.3,106.3,",
    ],
    "parents.csv": [
        "10001,10,2020-01-01,2024-01-01",
        "10002,10,2020-01-01,2024-01-01",
        "10002,10,2024-01-01,",
        "10003,10,2024-01-01,",
    ],
    "successions.csv": [
        "10001,2024-01-01,10002,0.25,estimated_area_overlay,1/NQ",
        "10001,2024-01-01,10003,0.75,estimated_area_overlay,1/NQ",
        "10002,2024-01-01,10002,1,legal_whole,1/NQ",
    ],
    "measures.csv": [
        "10001,2020-01-01,population,2019,400,Census,counted",
        "10002,2020-01-01,population,2019,900,Census,counted",
    ],
}


@pytest.fixture
def province(db: Any) -> None:
    load()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the small province's files, with other lines for the files given by name."""

    def write_files(**lines: list[str]) -> Path:
        for file, header in HEADERS.items():
            body = lines.get(file.removesuffix(".csv"), SMALL[file])
            (tmp_path / file).write_text("\n".join([header, *body]) + "\n", encoding="utf-8")
        return tmp_path

    return write_files


@pytest.fixture
def shared_data() -> Path:
    folder = Path(settings.SHARED_DIR) / "data"
    if not folder.is_dir():
        pytest.skip(f"reference data not found: {folder} (set SHARED_DIR)")
    return folder


@pytest.fixture
def golden() -> list[dict[str, str]]:
    file = Path(__file__).parent.parent / "golden" / "communes.csv"
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))

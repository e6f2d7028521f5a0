"""Descriptions of dbt models in Dagster; for indicators with formula, basis and owner."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dagster_dbt import DagsterDbtTranslator

from orchestration.dbt.indicators import DIRECTIONS, PREFIX, ROLLUPS, UNITS

_TEAM = re.compile(r"[A-Za-z0-9_.-]+")


class Translator(DagsterDbtTranslator):
    """Dagster's dbt translator that shows descriptions without the SQL."""

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        description = str(dbt_resource_props.get("description") or "")
        meta = dbt_resource_props.get("config", {}).get("meta", {})
        if dbt_resource_props["unique_id"].startswith(PREFIX):
            lines = [
                f"**{meta.get('name_zh', '')} {meta.get('name_en', '')}**",
                meta.get("definition_zh"),
                meta.get("definition_en"),
                f"公式 Formula: {meta.get('formula_zh', '')} / {meta.get('formula_en', '')}",
                f"依据 Basis: {meta.get('basis', '')}",
                f"单位 Unit: {UNITS.get(meta.get('unit'), '')} {meta.get('unit', '')}; "
                f"方向 direction: {DIRECTIONS.get(meta.get('direction'), '')} {meta.get('direction', '')}; "
                f"汇总 rollup: {ROLLUPS.get(meta.get('rollup'), '')} {meta.get('rollup', '')}",
                f"负责 Owner: {meta.get('owner', '')}; 版本 version: {meta.get('version', '')}",
                f"解读 Reading: {meta.get('reading', '')}",
                f"注意 Caution: {meta.get('caution', '')}",
            ]
            description = "\n\n".join([description, *(line for line in lines if line)])
        return description or f"dbt {dbt_resource_props['resource_type']} {dbt_resource_props['name']}"

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        owner = str(dbt_resource_props.get("config", {}).get("meta", {}).get("owner") or "")
        if dbt_resource_props["unique_id"].startswith(PREFIX) and _TEAM.fullmatch(owner):
            return [f"team:{owner}"]
        return super().get_owners(dbt_resource_props)

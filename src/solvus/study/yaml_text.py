"""Plain data as the text of a YAML file."""

from __future__ import annotations

from typing import Any


def as_yaml(data: dict[str, Any]) -> str:
    """Plain data as YAML that `yaml_source.load` reads back as they are."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes a text that YAML 1.2 would read as a number, such as 1e-5."""

    def text_node(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
        try:
            float(text)
        except ValueError:
            return dumper.represent_str(text)
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')

    Dumper.add_representer(str, text_node)
    return yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)

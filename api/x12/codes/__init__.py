"""Public code lists, numbers only, each with its source and date.

`code_list("pos")` is a list by name. The wording of the codes belongs to those who publish them and is not here.
"""

from api.x12.codes.lists import CodeList, CodeSets, code_list, list_names

__all__ = ["CodeList", "CodeSets", "code_list", "list_names"]

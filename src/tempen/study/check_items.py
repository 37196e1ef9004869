from tempen.study.draft import Draft


def check_items(draft: Draft) -> None: ...

from tempen.study.draft import Draft


def check_routing(draft: Draft) -> None: ...

from tempen.study.draft import Draft


def check_study(draft: Draft) -> None: ...

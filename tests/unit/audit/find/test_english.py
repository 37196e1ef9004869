"""English sentences as reports write them: what must be found, and what must be left alone."""

from __future__ import annotations

import pytest

from tests.unit.audit.find.fakes import codes

WRONG = [
    ("Of the 290 municipalities, 107 answered, that is 47 per cent.", "PART-01"),
    ("In total, 85 of 224 organisations (41%) have a strategy.", "PART-01"),
    ("43% (85 of 224) have a strategy that was decided.", "PART-01"),
    ("102 out of 263 agencies responded (49.2%).", "PART-01"),
    ("The form was sent to 312 schools. 187 schools responded, a response rate of 69%.", "PART-01"),
    ("The share is 78%, which corresponds to 12 of 18 regions.", "PART-01"),
    ("Of the country's 290 municipalities, 213 answered, a response rate of 70%.", "PART-01"),
    ("Of the 672 firms, 302 (45%) were small, 237 (35%) medium and 133 (25%) large.", "PART-01"),
    ("Some 45 of 32 firms answered.", "PART-02"),
    (
        "Small firms are less likely than large ones to have a plan (73% compared with 71%).",
        "WORDS-07",
    ),
    ("The share is lower than among large firms: 64% against 51%.", "WORDS-07"),
    ("The share has increased from 52% to 44%.", "WORDS-01"),
    ("The share fell from 12% in 2020 to 19% in 2024.", "WORDS-01"),
    ("In 2024, 56% said yes, down from 48% in 2022.", "WORDS-01"),
    ("Usage dropped (64% → 70%).", "WORDS-01"),
    ("The share rose from 44% to 50%, an increase of 9 percentage points.", "WORDS-02"),
    ("We saw a 5pp increase: 80% in 2023 and 77% in 2022.", "WORDS-02"),
    ("The share increased by 6 percent, from 44% to 50%.", "WORDS-03"),
    ("The share rose by 25 percentage points, from 40% to 50%.", "WORDS-03"),
    ("The share doubled, from 20% in 2020 to 29% in 2024.", "WORDS-04"),
    ("It has tripled since last year, from 10% to 19%.", "WORDS-04"),
    ("The share increased slightly, from 31% to 47%.", "WORDS-08"),
    ("It remained stable, going from 31% to 47%.", "WORDS-01"),
    ("Just over half (46%) have a plan.", "WORDS-05"),
    ("Almost two thirds (72%) are satisfied with the help.", "WORDS-05"),
    ("One in four (35%) lack a plan.", "WORDS-05"),
    ("A third of users (43%) build from source.", "WORDS-05"),
    ("More than half, 47%, have begun.", "WORDS-05"),
    ("A majority (43%) of respondents are positive.", "WORDS-06"),
    ("The majority of projects (43%) are small.", "WORDS-06"),
    ("Women are more often satisfied than men: 52% versus 61%.", "WORDS-07"),
    ("The most common obstacle is time (45%), followed by money (52%).", "WORDS-07"),
    ("Satisfaction is highest in the north (41%) and lowest in the south (53%).", "WORDS-07"),
    ("Of the 12 regions that answered, 55% have a strategy.", "GRIM-01"),
    ("Among newcomers the share was 37% (n = 14).", "GRIM-01"),
    ("Of 574 organisations, 242 responded, a response rate of 42%.", "TWICE-01"),
    ("The share rose from 44% (n = 50) to 48% (n = 52).", "CHANGE-01"),
]
RIGHT = [
    "Of the 672 firms, 302 (45%) were small, 237 (35%) medium and 133 (20%) large.",
    "Of the 672 firms, 302 (45%) were small, and of the large, 60 (45%) had a plan.",
    "Small firms are less likely than large ones to have a plan (37% compared with 71%).",
    "More than half of the firms have a plan: 71% against 52%.",
    "The share is 78%, which corresponds to 14 of 18 regions.",
    "Of the country's 290 municipalities, 203 have a plan, which is 70%.",
    "Of the 290 municipalities, 107 answered, that is 37 per cent.",
    "In total, 85 of 224 organisations (38%) have a strategy.",
    "About four in ten (38%) have a strategy, and one in four (26%) a plan.",
    "The share has increased from 44% to 52%, an increase of 8 percentage points.",
    "The share rose by 18 percent, from 44% to 52%.",
    "The share more than doubled, from 12% in 2020 to 29% in 2024.",
    "It nearly doubled from last year's 13% to this year's 24%.",
    "The share fell slightly, from 31% to 29%.",
    "Nearly half (46%) have a plan. Just over half (52%) lack one.",
    "A large majority (72%) work in two areas or more.",
    "More and more people use it for the majority of their coding, 38% vs 34% last year.",
    "Women are more often satisfied than men: 61% versus 52%.",
    "The most common obstacle is time (52%), followed by money (45%).",
    "Scores ranged from 100 to 40. The rate fell from 52% to 44%.",
    "37% of municipalities and 57% of regions have a plan.",
    "The score is 61 (68% promoters less 7% detractors).",
    "Of those who used it, 49% did so daily, a small increase of 2pp from last year.",
    "Up from last year's 4.4% full-time and 16.6% part-time to this year's 8.9% full-time "
    "and 21.2% part-time.",
    "Participants could rank their top 5 languages, and 19% ranked it first.",
    "The decrease in those who were not at all concerned is notable: 18% in 2023 and 30% in 2022.",
    "Satisfaction ratios were 46:1 for speed and 3.2:1 for debugging.",
    "Version 1.8 was used by 44% and version 1.9 by 52%.",
    "At the end of the second half of 2024 the share was 38%.",
    "For the first time, half of them (50%) write it daily, up from 44% in 2016.",
]

MORE_WRONG = [
    (
        "Trust is 41% among the young, compared with 63% of the old – a gap of 28 points.",
        "WORDS-02",
    ),
    ("58% were satisfied, three points less than in 2022 (55%).", "WORDS-01"),
    (
        "Usage stands at 62.0%. This is 4.1 percentage points lower than the 65.1% of 2022.",
        "WORDS-02",
    ),
    ("56% sign their work, up 17 percent on 2021 (39%).", "WORDS-03"),
    ("Renters are half as likely as owners to name housing (46% vs. 23%).", "WORDS-04"),
    ("A quarter (25%) agree. This compares with 30% in 2022, a rise of 5 points.", "WORDS-01"),
    ("About one-in-ten (29%) have been in touch.", "WORDS-05"),
    ("Trust stands at 53%. A slim minority of adults therefore trust it.", "WORDS-06"),
    (
        "Use falls with size: 43% of small firms, 49% of middling ones and 53% of large ones.",
        "WORDS-07",
    ),
    ("Of the nine smallest networks, 47% have a board.", "GRIM-01"),
    (
        "It was answered by 171 firms (46%), 128 shops (31%), 74 farms (18%) and 39 others (9%).",
        "PART-03",
    ),
]
MORE_RIGHT = [
    "Trust is 41% among the young, compared with 63% of the old – a gap of 22 points.",
    "58% were satisfied, three points more than in 2022 (55%).",
    "Usage stands at 62.0%. This is 3.1 percentage points lower than the 65.1% of 2022.",
    "56% sign their work, up 17 points on 2021 (39%).",
    "Renters are twice as likely as owners to name housing (46% vs. 23%).",
    "A quarter (25%) agree. This compares with 30% in 2022, a fall of 5 points.",
    "Only 12.4% had none, half the share of 2022 (24.9%).",
    "Trust stands at 53%. A slim majority of adults therefore trust it.",
    "Use rises with size: 43% of small firms, 49% of middling ones and 53% of large ones.",
    "The average bill was £1,128, up by 22% from £925 in 2022.",
    "Of the smaller firms, 49% of those with 2-250 employees have a policy.",
    "The most common is rudeness (45% saw it, 16% met it), followed by insults (20% saw "
    "them, 5% met them).",
]

ALSO_WRONG = [
    "The response rate was 49% (224 of 574).",
    "224 respondents, or 49% of the 574 invited, completed the form.",
    "The proportion fell by 12 percentage points, from 50% to 44%.",
    "Satisfaction is higher among women (44%) than men (52%).",
    "Among respondents, 62% were women and 48% were men.",
    "Three-quarters (65%) were satisfied.",
    "More than one in three (31%) were satisfied.",
    "The majority, 45%, were satisfied.",
    "Satisfaction is up 12 points to 44% from 38% in 2018.",
    "Satisfaction stands at 44%, down 6 points from 38% in 2018.",
    "The share increased to 44% in 2024 from 50% in 2018.",
    "In 2018, 44% agreed; in 2024, 38% agreed, an increase of 6 percentage points.",
    "76% selected no, 24% selected yes, and 10% preferred not to say.",
    "Compared with 2018, when 38% agreed, agreement has grown and is now 29%.",
    "Only a minority of sites (57%) have a plan.",
    "Usage grew from 1,361 respondents to 1,211 respondents.",
    "Agreement was 38% in 2018 and 44% in 2024. This is a decrease of 6 percentage points.",
    "The number of responses rose by 20%, from 1,000 to 1,100.",
    "Vim fell to 17% this year from 14% last year.",
    "Fewer than half of respondents (56%) agree.",
]
ALSO_RIGHT = [
    "The response rate was 39% (224 of 574).",
    "224 respondents, or 39% of the 574 invited, completed the form.",
    "The proportion fell by 6 percentage points, from 50% to 44%.",
    "Satisfaction is higher among women (52%) than men (44%).",
    "Among respondents, 62% were women and 38% were men.",
    "62% of women and 48% of men were satisfied.",
    "More than one in three (37%) were satisfied.",
    "Satisfaction is up 6 points to 44% from 38% in 2018.",
    "Satisfaction stands at 44%, up 6 points from 38% in 2018.",
    "The share fell to 44% in 2024 from 50% in 2018.",
    "In 2018, 38% agreed; in 2024, 44% agreed, an increase of 6 percentage points.",
    "76% selected no, 14% selected yes, and 10% preferred not to say.",
    "Compared with 2018, when 29% agreed, agreement has grown and is now 38%.",
    "Only a minority of sites (37%) have a plan.",
    "Usage fell from 1,361 respondents to 1,211 respondents.",
    "Agreement was 38% in 2018 and 44% in 2024. This is an increase of 6 percentage points.",
    "The number of responses rose by 10%, from 1,000 to 1,100.",
    "Vim rose to 17% this year from 14% last year.",
    "Fewer than half of respondents (46%) agree.",
    "Large organisations were more likely to use it (43%), while small ones were less likely (30%).",
    "Respondents rated it 4.2 on a 5 point scale, and 38% gave it the top score.",
]


@pytest.mark.parametrize("text, code", [*WRONG, *MORE_WRONG])
def test_what_must_be_found(text, code):
    assert code in codes(text, "en")


@pytest.mark.parametrize("text", ALSO_WRONG)
def test_what_must_be_found_in_some_way(text):
    assert codes(text, "en")


@pytest.mark.parametrize("text", [*RIGHT, *ALSO_RIGHT, *MORE_RIGHT])
def test_what_must_be_left_alone(text):
    assert codes(text, "en") == set()

"""Swedish sentences as reports write them: what must be found, and what must be left alone."""

from __future__ import annotations

import pytest

from tests.unit.audit.find.fakes import codes

WRONG = [
    # a part of a whole
    ("Av de 290 kommunerna svarade 107, det vill säga 47 procent.", "PART-01"),
    ("Totalt har 85 av 224 organisationer (41 %) en strategi.", "PART-01"),
    ("43 procent (85 av 224) har en beslutad strategi.", "PART-01"),
    ("I 12 av 21 regioner (75 procent) finns en plan.", "PART-01"),
    ("Av 263 tillfrågade myndigheter svarade 102. Det motsvarar 49 procent.", "PART-01"),
    ("Av totalt 1 250 utskickade enkäter besvarades 487, en svarsfrekvens på 49 %.", "PART-01"),
    (
        "Enkäten skickades till 312 skolor. 187 skolor svarade, en svarsfrekvens på 69 procent.",
        "PART-01",
    ),
    ("Av landets 290 kommuner svarade 213, en svarsfrekvens på 70 procent.", "PART-01"),
    ("I regionerna är andelen 78 procent, vilket motsvarar 12 av 18 regioner.", "PART-01"),
    ("Hela 45 av de 32 tillfrågade bolagen svarade.", "PART-02"),
    # per cent and direction
    ("Andelen har ökat från 52 procent till 44 procent.", "WORDS-01"),
    ("Andelen med en plan har minskat från 38 till 45 procent sedan 2018.", "WORDS-01"),
    ("Andelen sjönk från 12 procent 2020 till 19 procent 2024.", "WORDS-01"),
    ("År 2024 svarade 56 procent ja, en minskning från 48 procent 2022.", "WORDS-01"),
    ("Andelen steg från 44 till 50 procent, en ökning med 9 procentenheter.", "WORDS-02"),
    ("Andelen ökade med 6 procent, från 44 till 50 procent.", "WORDS-03"),
    ("Andelen har ökat från 40 till 50 procent, alltså med 25 procentenheter.", "WORDS-03"),
    ("Andelen har ökat till 42 procent (2021: 51 procent).", "WORDS-01"),
    ("Bara 19 procent har en budget, vilket är oförändrat (8 procent 2021).", "WORDS-01"),
    ("Andelen har fördubblats, från 20 procent 2020 till 29 procent 2024.", "WORDS-04"),
    ("Antalet har halverats, från 40 till 30 procent.", "WORDS-04"),
    ("Andelen har nästan fördubblats jämfört med 2021, från 14 till 9 procent.", "WORDS-04"),
    ("Andelen ökade marginellt, från 31 till 47 procent.", "WORDS-08"),
    ("Andelen ökade kraftigt, från 61 till 62 procent.", "WORDS-08"),
    # shares in words
    ("Drygt hälften (46 procent) har en plan.", "WORDS-05"),
    ("Nästan två av tre (72 %) är nöjda med stödet.", "WORDS-05"),
    ("Var fjärde kommun (35 procent) saknar en plan.", "WORDS-05"),
    ("52 procent, knappt hälften, instämmer helt.", "WORDS-05"),
    ("En tredjedel (43 procent) av kommunerna samverkar.", "WORDS-05"),
    ("Mer än hälften, 47 procent, har börjat.", "WORDS-05"),
    ("En majoritet (43 procent) av de svarande är positiva.", "WORDS-06"),
    ("En minoritet (61 procent) av de svarande är positiva.", "WORDS-06"),
    # larger and largest
    ("Kvinnor är oftare nöjda än män: 52 procent mot 61 procent.", "WORDS-07"),
    ("Vanligast är brist på tid (45 %), följt av brist på pengar (52 %).", "WORDS-07"),
    ("Högst är andelen i Skåne (41 %) och lägst i Halland (53 %).", "WORDS-07"),
    # what cannot be
    ("Av de 12 svarande regionerna har 55 procent en strategi.", "GRIM-01"),
    ("Andelen bland de nystartade var 37 procent (n = 14).", "GRIM-01"),
    # the size of the survey
    ("Av 574 tillfrågade organisationer svarade 242, en svarsfrekvens på 42 procent.", "TWICE-01"),
    # chance
    ("Andelen ökade från 44 procent (n = 50) till 48 procent (n = 52).", "CHANGE-01"),
    ("Bland de 8 svarande regionerna har 75 procent en plan.", "CHANGE-02"),
]
RIGHT = [
    "Bara 9 procent har en särskild budget, vilket är i stort sett oförändrat (8 procent 2021).",
    "Andelen har ökat till 42 procent (2021: 31 procent).",
    "Andelen har halverats jämfört med 2021, från 18 till 9 procent.",
    "Av landets 290 kommuner har 203 en plan, vilket motsvarar 70 procent.",
    "I regionerna är andelen 78 procent, vilket motsvarar 14 av 18 regioner.",
    "Av dem finns 37 i länet, och 12 procent har en plan.",
    "Andelen är 31 procent, och 14 av 18 regioner har svarat.",
    "Av de 290 kommunerna svarade 107, det vill säga 37 procent.",
    "Totalt har 85 av 224 organisationer (38 %) en strategi.",
    "38 procent (85 av 224) har en beslutad strategi.",
    "I 12 av 21 regioner (57 procent) finns en plan.",
    "Drygt 4 av 10 organisationer (42 procent) har en plan.",
    "Av 263 tillfrågade myndigheter svarade 102. Det motsvarar knappt 39 procent.",
    "Andelen har ökat från 44 procent till 52 procent.",
    "Andelen har ökat med 8 procentenheter, från 44 till 52 procent.",
    "Andelen ökade med 18 procent, från 44 till 52 procent.",
    "Andelen har mer än fördubblats, från 12 procent 2020 till 29 procent 2024.",
    "Andelen har nästan fördubblats, från 20 till 38 procent.",
    "Andelen minskade marginellt, från 31 till 29 procent.",
    "Andelen har inte ökat, utan gått från 52 procent till 44 procent.",
    "Knappt hälften (46 procent) har en plan.",
    "Drygt hälften, 52 procent, instämmer helt.",
    "Nästan två av tre (64 %) är nöjda med stödet.",
    "Var fjärde kommun (26 procent) saknar en plan.",
    "En klar majoritet (63 procent) av de svarande är positiva.",
    "Kvinnor är oftare nöjda än män: 61 procent mot 52 procent.",
    "Vanligast är brist på tid (52 %), följt av brist på pengar (45 %).",
    "Högst är andelen i Skåne (53 %) och lägst i Halland (41 %).",
    "Av de 12 svarande regionerna har 58 procent en strategi.",
    "Jämfört med 2022 är andelen densamma, 44 procent.",
    "37 procent av kommunerna och 39 procent av myndigheterna har en plan.",
    "37 procent av kommunerna är nöjda, medan 57 procent av regionerna är nöjda.",
    "Under 2024 ökade intresset. År 2022 var andelen 31 procent.",
    "Statliga myndigheter och kommuner svarade i nästan samma grad, 39 % respektive 37 %.",
    "Intervallet är 33–43 procent på säkerhetsnivån 95 procent.",
    "Frågan hade 5 svarsalternativ och besvarades av 221 organisationer.",
    "I åldern 18–29 år svarade 31 procent och bland 30–49 år 44 procent.",
    "Av de 85 som har en strategi uppger 41 procent att den är beslutad i år.",
    "Satsningen kostar 140 miljoner kronor, vilket motsvarar 6 procent av budgeten.",
    "Allt fler använder AI: andelen har gått från 20 procent till 38 procent.",
    "Andelen som saknar en plan har minskat från 62 procent 2018 till 41 procent 2024.",
    "Förra året var andelen 52 procent och i år är den 44 procent.",
    "Minskningen av andelen nöjda, från 61 till 52 procent, bröt flera års ökning.",
    "Två av tio frågor ändrades. Varannan fråga (12 av 24) var ny.",
    "Endast 3 av 12 regioner deltog i båda mätningarna.",
    "Andelen var 51,3 procent 2022 och 51,8 procent 2024, alltså oförändrad.",
    "Skillnaden mellan 44 och 48 procent är inte statistiskt säkerställd.",
]

MORE_WRONG = [
    ("Drygt var tredje kommun, 24 procent, har en plan.", "WORDS-05"),
    ("En knapp tredjedel (37 procent) av kommunerna har en plan.", "WORDS-05"),
    ("I tre föreningar av fyra (66 procent) är en man ordförande.", "WORDS-05"),
    (
        "Andelen har stigit från 58 till 65 procent, en minskning med 7 procentenheter.",
        "WORDS-01",
    ),
    ("Andelen gick från 43 till 41 procent. Ökningen är marginell.", "WORDS-01"),
    (
        "43 procent testar. Det är fler än 2021, då andelen var 29 procent – en ökning med "
        "14 procent.",
        "WORDS-03",
    ),
    (
        "61 procent har det på plats, ungefär tre gånger så stor andel som bland små (31 procent).",
        "WORDS-04",
    ),
    (
        "51 procent är nöjda med skolan. Bara 29 procent är nöjda med vården. Skillnaden "
        "är 32 procentenheter.",
        "WORDS-02",
    ),
    ("39 procent av de elva regionerna har en plan.", "GRIM-01"),
    ("En tredjedel av de 18 regionerna (35 procent) har en plan.", "GRIM-01"),
    ("Totalt 896 av de 1 284 föreningarna, 67,8 procent, får stöd.", "PART-01"),
    ("Totalt klagade 367 kunder. Av dessa fick 161 (49 procent) rätt.", "PART-01"),
    ("Bortfallet, 305 organisationer, är störst bland små.", "TOTAL-01"),
    (
        "38 procent valde svar, 37 procent granskning, 21 procent kod och 14 procent något annat.",
        "TOTAL-02",
    ),
]
MORE_RIGHT = [
    "Drygt var tredje kommun, 35 procent, har en plan.",
    "En knapp tredjedel (31 procent) av kommunerna har en plan.",
    "I två föreningar av tre (66 procent) är en man ordförande.",
    "Andelen har stigit från 58 till 65 procent, en ökning med 7 procentenheter.",
    "Andelen gick från 43 till 41 procent. Minskningen är marginell.",
    "61 procent har det på plats, ungefär dubbelt så stor andel som bland små (31 procent).",
    "51 procent är nöjda med skolan. Bara 29 procent är nöjda med vården. Skillnaden är 22 "
    "procentenheter.",
    "36 procent av de elva regionerna har en plan, men bedömningen är osäker.",
    "Totalt 896 av de 1 284 föreningarna, 69,8 procent, får stöd.",
    "Totalt klagade 367 kunder. Av dessa fick 161 (44 procent) rätt.",
    "Bortfallet, 350 organisationer, är störst bland små.",
    "38 procent valde svar, 27 procent granskning, 21 procent kod och 14 procent något annat.",
    "Oddsen är 21 gånger så höga (6–68).",
]

ALSO_WRONG = [
    "Svarsfrekvensen uppgick till 49 procent (224 av 574).",
    "Av de 574 enkäter som skickades ut inkom 224 svar, vilket innebär en svarsfrekvens om 49 procent.",
    "224 svar av 574 möjliga (49 %) kom in.",
    "Totalt 102 myndigheter, motsvarande 49 procent av de 263 tillfrågade, besvarade enkäten.",
    "Bland kommunerna svarade 107 av 290 (47 %) och bland regionerna 12 av 21 (57 %).",
    "Andelen kommuner som har en strategi har minskat från 29 procent 2018 till 38 procent 2024.",
    "Jämfört med 2018 har andelen ökat: då var den 38 procent, nu är den 29 procent.",
    "År 2018 var andelen 44 procent och 2024 var den 38 procent, en ökning med 6 procentenheter.",
    "Andelen ökade till 44 procent 2024, från 50 procent 2018.",
    "Andelen har gått upp med 12 procentenheter sedan 2018, från 38 till 44 procent.",
    "Två tredjedelar, 56 procent, är nöjda.",
    "Tre av fyra organisationer (65 procent) är nöjda.",
    "Majoriteten av kommunerna, 45 procent, är nöjda.",
    "Flest nöjda finns i Norr (41 %), medan andelen i Söder är 52 %.",
    "Mer än var tredje kommun (31 procent) är nöjd.",
    "Ökningen från 38 till 44 procent motsvarar 6 procent.",
    "Antalet svar ökade från 224 till 198.",
    "Svarsfrekvensen sjönk från 39 till 42 procent.",
    "Andelen mer än fördubblades mellan 2018 och 2024, från 20 till 35 procent.",
    "Knappt en femtedel (24 procent) saknar plan.",
    "Kvinnor (44 procent) är mer positiva än män (52 procent).",
    "Andelen är högre bland kvinnor, 44 procent, än bland män, 52 procent.",
    "Andelen är störst i kommuner (37 procent) och minst i regioner (57 procent).",
    "Det är en tredubbling jämfört med 2018, då andelen var 5 procent; nu är den 9 procent.",
    "38 procent svarade ja, 51 procent nej och 20 procent vet ej.",
    "Av de svarande är 62 procent kvinnor och 48 procent män.",
    "Andelen minskade med 10 procent, från 50 till 40 procent.",
    "Andelen som är nöjd har sjunkit från 61 procent (2022) till 67 procent (2024).",
    "En majoritet av kommunerna är nöjda (43 procent).",
    "Hälften av de svarande (61 procent) är nöjda.",
    "Sex av tio (48 procent) är nöjda.",
    "Andelen var 38 procent 2018 och 44 procent 2024. Det är en minskning med 6 procentenheter.",
    "Andelen var 38 procent 2018 och 44 procent 2024. Det är en ökning med 9 procentenheter.",
    "Av 133 svarande är 80 kommuner, 12 regioner och 44 myndigheter.",
    "Enkäten besvarades av totalt 224 organisationer: 102 myndigheter, 12 regioner och 120 kommuner.",
]
ALSO_RIGHT = [
    "Svarsfrekvensen uppgick till 39 procent (224 av 574).",
    "Av de 574 enkäter som skickades ut inkom 224 svar, vilket innebär en svarsfrekvens om 39 procent.",
    "224 svar av 574 möjliga (39 %) kom in.",
    "Totalt 102 myndigheter, motsvarande 39 procent av de 263 tillfrågade, besvarade enkäten.",
    "Bland kommunerna svarade 107 av 290 (37 %) och bland regionerna 12 av 21 (57 %).",
    "Andelen kommuner som har en strategi har ökat från 29 procent 2018 till 38 procent 2024.",
    "Jämfört med 2018 har andelen ökat: då var den 29 procent, nu är den 38 procent.",
    "År 2018 var andelen 38 procent och 2024 var den 44 procent, en ökning med 6 procentenheter.",
    "Andelen minskade till 44 procent 2024, från 50 procent 2018.",
    "Andelen har gått upp med 6 procentenheter sedan 2018, från 38 till 44 procent.",
    "Två tredjedelar, 66 procent, är nöjda.",
    "Majoriteten av kommunerna, 55 procent, är nöjda.",
    "Flest nöjda finns i Norr (52 %), medan andelen i Söder är 41 %.",
    "Mer än var tredje kommun (37 procent) är nöjd.",
    "Ökningen från 38 till 44 procent motsvarar 6 procentenheter.",
    "Antalet svar minskade från 224 till 198.",
    "Andelen mer än fördubblades mellan 2018 och 2024, från 20 till 45 procent.",
    "Knappt en femtedel (19 procent) saknar plan.",
    "Kvinnor (52 procent) är mer positiva än män (44 procent).",
    "Andelen är högre bland kvinnor, 52 procent, än bland män, 44 procent.",
    "Det är en tredubbling jämfört med 2018, då andelen var 5 procent; nu är den 15 procent.",
    "38 procent svarade ja, 51 procent nej och 11 procent vet ej.",
    "Av de svarande är 62 procent kvinnor och 38 procent män.",
    "62 procent av kvinnorna och 48 procent av männen är nöjda.",
    "Andelen minskade med 20 procent, från 50 till 40 procent.",
    "Andelen var 38 procent 2018 och 44 procent 2024. Det är en ökning med 6 procentenheter.",
    "Av 133 svarande är 80 kommuner, 12 regioner och 41 myndigheter.",
    "Av de 133 svarande har 80 en plan, 62 en budget och 44 båda delarna.",
]


@pytest.mark.parametrize("text, code", [*WRONG, *MORE_WRONG])
def test_what_must_be_found(text, code):
    assert code in codes(text)


@pytest.mark.parametrize("text", ALSO_WRONG)
def test_what_must_be_found_in_some_way(text):
    assert codes(text)


@pytest.mark.parametrize("text", [*RIGHT, *ALSO_RIGHT, *MORE_RIGHT])
def test_what_must_be_left_alone(text):
    assert codes(text) == set()


def test_groups_that_only_sentences_name_are_not_taken_for_the_whole_survey():
    size = (
        "Enkäten är riktad till ledningen. Av landets 290 kommuner svarade 203, vilket ger en "
        "svarsfrekvens på 70 procent. Bland regionerna svarade 18 av 21 (86 procent). Totalt "
        "svarade 221 av 311 organisationer, en svarsfrekvens på 71 procent."
    )
    assert codes("Frågorna gäller år 2025.", size=size) == set()
    assert "TWICE-01" in codes("Totalt svarade 231 av 311 organisationer.", size=size)

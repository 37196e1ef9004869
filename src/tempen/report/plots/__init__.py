"""One file per kind of chart: each lays a chart out as a `Sketch`."""

from tempen.report.plots import bars, dumbbell, stacked

PLOTS = {
    "bars": bars.draw,
    "stacked": stacked.draw,
    "diverging": stacked.draw,
    "dumbbell": dumbbell.draw,
}

# What R's survey takes for the shares of a made survey: Rscript bench/peer.R TABLE.csv ITEMS
# Prints lines: seconds of svymean and svyby, megabytes at most, version, then level, share, error.
suppressMessages(library(survey))
given <- commandArgs(TRUE)
table <- read.csv(given[1], colClasses = c(wave = "character", sector = "character"))
items <- grep("^q", names(table), value = TRUE)[seq_len(as.integer(given[2]))]
for (name in c(items, "sector", "size", "region")) table[[name]] <- factor(table[[name]])
waves <- split(table, table$wave)
start <- proc.time()[["elapsed"]]
for (wave in waves) {
  design <- svydesign(ids = ~1, strata = ~sector, weights = ~w, fpc = ~N, data = wave)
  for (item in items) {
    shares <- svymean(reformulate(item), design)
    by <- lapply(c("sector", "size", "region"), function(domain)
      svyby(reformulate(item), reformulate(domain), design, svymean))
    if (item == items[1] && identical(wave, waves[[1]])) first <- by[[1]]
  }
}
took <- proc.time()[["elapsed"]] - start
peak <- sum(gc()[, 6])
levels <- levels(table[[items[1]]])
cat(took, peak, as.character(packageVersion("survey")), "\n")
for (i in seq_len(nrow(first))) for (k in seq_along(levels))
  cat(paste0(first$sector[i], "/", levels[k]),
      format(c(first[i, 1 + k], first[i, 1 + length(levels) + k]), digits = 15), "\n")

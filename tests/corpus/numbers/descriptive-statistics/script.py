import statistics as st

samples = (await tools.metrics.samples(name="latency"))["samples"]
mean, stdev = st.mean(samples), st.stdev(samples)
quartiles = [round(q, 6) for q in st.quantiles(samples, n=4, method="inclusive")]
iqr = quartiles[2] - quartiles[0]
low, high = quartiles[0] - 1.5 * iqr, quartiles[2] + 1.5 * iqr
xs = range(len(samples))
slope, intercept = st.linear_regression(xs, samples)

{
    "count": len(samples),
    "mean": round(mean, 6),
    "median": st.median(samples),
    "mode": st.mode(samples),
    "stdev": round(stdev, 6),
    "geometric": round(st.geometric_mean(samples), 6),
    "harmonic": round(st.harmonic_mean(samples), 6),
    "quartiles": quartiles,
    "outliers": [x for x in samples if not low <= x <= high],
    "zscores": [round((x - mean) / stdev, 6) for x in samples[:3]],
    "trend": {
        "slope": round(slope, 6),
        "intercept": round(intercept, 6),
        "correlation": round(st.correlation(xs, samples), 6),
    },
}

/**
 * Plots both light curves: one panel a night where there are few nights, else one axis in MJD. Points below two sigma
 * stand as upper limits (95 %), as gammapy takes them.
 */
export const lightCurvePlot = String.raw`
from matplotlib.dates import AutoDateLocator, DateFormatter

MOST_NIGHTS = 8
SCALE = 10.0 ** np.floor(np.log10(abs(constant["mean"])))

middle = observation_points["middle"]
last_of_night = np.flatnonzero(np.diff(middle.mjd) > 0.25)  # more than six hours without an observation
nights = np.split(np.arange(len(middle)), last_of_night + 1)
panels = nights if len(nights) <= MOST_NIGHTS else [np.arange(len(middle))]
by_night = len(nights) <= MOST_NIGHTS


def draw(ax, points, chosen, **style):
    """Points with errors, or arrows down from the upper limit where there is no signal."""
    times = points["middle"][chosen]
    half = points["half"][chosen].to_value("d")
    x = times.plot_date if by_night else times.mjd
    seen = points["sqrt_ts"][chosen] >= 2
    ax.errorbar(
        x[seen], points["flux"][chosen][seen] / SCALE, xerr=half[seen], yerr=points["error"][chosen][seen] / SCALE, ls="none", **style
    )
    if not seen.all():
        style.pop("label", None)
        limit = points["limit"][chosen][~seen] / SCALE
        ax.errorbar(x[~seen], limit, xerr=half[~seen], yerr=0.1 * constant["mean"] / SCALE, uplims=True, ls="none", **style)


width = min(16, max(8, 3.2 * len(panels)))
fig, axes = plt.subplots(1, len(panels), figsize=(width, 4.4), sharey=True, squeeze=False, layout="constrained")
for ax, indices in zip(axes[0], panels):
    start, stop = middle[indices[0]] - 0.5 * u.h, middle[indices[-1]] + 0.5 * u.h
    inside = np.flatnonzero((bin_points["middle"] >= start) & (bin_points["middle"] <= stop))
    draw(ax, bin_points, inside, fmt=".", color="C7", label=f"{BIN_MINUTES} min")
    draw(ax, observation_points, indices, fmt="o", color="C0", ms=5, label="per observation")
    ax.axhline(constant["mean"] / SCALE, color="C3", lw=1, ls="--", label="constant, fitted")
    ax.axhline(0, color="0.7", lw=0.8, zorder=0)
    if by_night:
        ax.xaxis.set_major_locator(AutoDateLocator(minticks=2, maxticks=5))
        ax.xaxis.set_major_formatter(DateFormatter("%H:%M"))
        ax.set_title(f"{middle[indices[0]].strftime('%Y-%m-%d')} (MJD {int(middle[indices[0]].mjd)})", fontsize=9)
fig.supxlabel("Time (UTC)" if by_night else "Time (MJD, UTC)", fontsize=10)
axes[0, 0].set_ylabel(
    f"Flux {threshold:.2g} to {flux_range[1].to_value('TeV'):.0f} TeV\n($10^{{{int(np.log10(SCALE))}}}$ cm$^{{-2}}$ s$^{{-1}}$)"
)
axes[0, -1].legend(fontsize=8)
fig.suptitle(LIGHT_CURVE_TITLE)
fig.savefig("light-curve.png", dpi=110)
plt.show()
`;

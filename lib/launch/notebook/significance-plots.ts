/** The significance map with what was excluded, and the distributions beside the normal one. */
export const significancePlots = String.raw`
wide = extent[0] > 2 * extent[1]
fig = plt.figure(figsize=(13, 2 + 9 * extent[1] / extent[0]) if wide else (9, 2 + 6.5 * extent[1] / extent[0]))
ax = fig.add_subplot(projection=flat_geom.wcs)
limit = min(20, max(5, np.nanmax(values[measured])))
image = ax.imshow(shown.data, origin="lower", cmap="RdBu_r", vmin=-limit, vmax=limit)
if not exclusion.data.all():
    ax.contour(exclusion.data.astype(float), levels=[0.5], colors="black", linewidths=0.8)
ax.scatter(centres.icrs.ra, centres.icrs.dec, transform=ax.get_transform("icrs"), marker="+", color="0.35", s=25, lw=0.8)
for coordinate, name in zip(ax.coords, ("Galactic longitude", "Galactic latitude") if in_plane else ("RA (ICRS)", "Dec (ICRS)")):
    coordinate.set_axislabel(name)
    coordinate.grid(color="0.8", lw=0.4)
fig.colorbar(image, ax=ax, label="Significance (sigma, Li and Ma)", orientation="horizontal" if wide else "vertical", shrink=0.5 if wide else 0.8, pad=0.2 if wide else 0.03)
ax.set_title(
    f"Circles of {CORRELATION_RADIUS.to_value('deg')} deg. Lines: excluded from the background; +: pointings", fontsize=9
)
fig.savefig("significance-map.png", dpi=110, bbox_inches="tight")
plt.show()

fig, ax = plt.subplots(figsize=(7, 4.4), layout="constrained")
centre = (edges[:-1] + edges[1:]) / 2
per_bin = off_source.sum() * np.diff(edges)
ax.stairs(histogram["n_pixels"], edges, color="0.6", label="all of the map")
ax.stairs(histogram["n_pixels_off_source"], edges, fill=True, color="C0", alpha=0.5, label="off source")
ax.plot(centre, per_bin * normal.pdf(centre, off_mean, off_width), color="C3", label=f"fit: mean {off_mean:.2f}, width {off_width:.2f}")
ax.plot(centre, per_bin * normal.pdf(centre), color="black", ls="--", lw=1, label="normal: mean 0, width 1")
ax.set_yscale("log")
ax.set_ylim(0.5, 3 * max(1, histogram["n_pixels"].max()))
ax.set_xlim(edges[0], min(edges[-1], 30))
ax.set_xlabel("Significance (sigma)")
ax.set_ylabel(f"Pixels per {edges[1] - edges[0]:.2g} sigma")
ax.legend(fontsize=9)
fig.savefig("significance-distribution.png", dpi=110)
plt.show()
`;

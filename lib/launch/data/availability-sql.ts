/** A rule as people are told of it; `r` is launch_rule. */
export const AVAILABILITY = `jsonb_build_object('site', r.site, 'state', r.state, 'readyFiles', r.ready_files, 'totalFiles', r.total_files, 'onTapeFiles', r.on_tape_files,
  'expectedSec', r.expected_sec, 'reason', r.reason, 'until', to_char(r.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

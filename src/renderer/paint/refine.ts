/** Halvings of an edge of the grid: a point is then within 1/64 of its length. */
const HALVINGS = 6;

/** Moves the points of a contour to where the network really has that margin. Between two points of the grid a contour is drawn
 *  as if the margin were linear; where weights are large it has kinks, and the line would be jagged.
 *  @param lines x and y in units of the side, from the upper left, NaN NaN between two lines; each on an edge of the grid
 *  @param size points of the grid along a side @param marginsAt of points in units of the side: fills `into` */
export function refined(
  lines: Float32Array,
  size: number,
  marginsAt: (at: Float64Array, into: Float64Array) => void,
  level = 0,
): Float32Array {
  const n = lines.length / 2;
  const low = new Float64Array(2 * n);
  const high = new Float64Array(2 * n);
  const middle = new Float64Array(2 * n);
  const margins = new Float64Array(n);
  for (let i = 0; i < 2 * n; i++) {
    const place = (lines[i] as number) * size - 0.5;
    // along one of its axes a point lies on the grid, along the other between two of its points
    const [from, to] = [Math.floor(place + 1e-4), Math.ceil(place - 1e-4)];
    low[i] = (Math.max(0, from) + 0.5) / size;
    high[i] = (Math.min(size - 1, to) + 0.5) / size;
  }
  marginsAt(low, margins);
  const below = Array.from(margins, (value) => value < level);
  marginsAt(high, margins);
  const crosses = below.map((side, i) => side !== (margins[i] as number) < level);
  for (let k = 0; k < HALVINGS; k++) {
    for (let i = 0; i < 2 * n; i++) middle[i] = ((low[i] as number) + (high[i] as number)) / 2;
    marginsAt(middle, margins);
    for (let i = 0; i < n; i++) {
      const end = (margins[i] as number) < level === below[i] ? low : high;
      end[2 * i] = middle[2 * i] as number;
      end[2 * i + 1] = middle[2 * i + 1] as number;
    }
  }
  return lines.map((value, i) => (crosses[i >> 1] ? ((low[i] as number) + (high[i] as number)) / 2 : value));
}

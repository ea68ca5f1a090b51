/** A point of a sketch, and the word beside it. */
export interface SketchPoint {
  readonly label: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface Sketch {
  readonly width: number;
  readonly height: number;
  /** In the order of the points. */
  readonly marks: readonly {
    readonly label: string;
    readonly x: number;
    readonly y: number;
    /** Where the label begins, so that it stays inside the sketch. */
    readonly anchor: 'start' | 'end';
  }[];
  /** A round number of kilometres, and how long it is drawn. */
  readonly scale: { readonly km: number; readonly length: number };
}

const WIDTH = 320;
const HEIGHT = 200;
const MARGIN = 32;
const KM_A_DEGREE = 111.2;
/** Districts are known by their centres alone: nearer than this, a drawing would say more than is known. */
const LEAST_SPAN_KM = 4;
const ROUND_KM = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/**
 * Lays points out north up, one scale both ways, as large as they fit. Longitudes are drawn narrower by the cosine
 * of the middle latitude, which over England is true to about 1 part in 30.
 */
export function sketchOf(points: readonly SketchPoint[]): Sketch {
  const latitudes = points.map(({ latitude }) => latitude);
  const longitudes = points.map(({ longitude }) => longitude);
  const middle = { latitude: middleOf(latitudes), longitude: middleOf(longitudes) };
  const narrowing = Math.cos((middle.latitude * Math.PI) / 180);
  const east = ({ longitude }: SketchPoint) => (longitude - middle.longitude) * narrowing * KM_A_DEGREE;
  const north = ({ latitude }: SketchPoint) => (latitude - middle.latitude) * KM_A_DEGREE;
  const spanOf = (kms: readonly number[]) => Math.max(LEAST_SPAN_KM, Math.max(...kms) - Math.min(...kms));
  const pointsAKm = Math.min(
    (WIDTH - 2 * MARGIN) / spanOf(points.map(east)),
    (HEIGHT - 2 * MARGIN) / spanOf(points.map(north)),
  );
  const km = ROUND_KM.findLast((each) => each * pointsAKm <= WIDTH / 2) ?? ROUND_KM[0] ?? 1;
  return {
    width: WIDTH,
    height: HEIGHT,
    marks: points.map((point) => {
      const x = tenth(WIDTH / 2 + east(point) * pointsAKm);
      return {
        label: point.label,
        x,
        y: tenth(HEIGHT / 2 - north(point) * pointsAKm),
        anchor: x > WIDTH / 2 ? 'end' : 'start',
      };
    }),
    scale: { km, length: tenth(km * pointsAKm) },
  };
}

function middleOf(values: readonly number[]): number {
  return (Math.min(...values) + Math.max(...values)) / 2;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

import type { LossId } from '../../../core/losses.ts';
import { m } from '../../../core/words/m.ts';
import { pieceName, type AnyPiece } from '../pieces.ts';

/** What the palette calls a piece. Names of functions (ReLU, tanh) are the same in every language. */
export function paletteName(piece: AnyPiece): string {
  switch (piece.type) {
    case 'dense':
      return m.palette_dense();
    case 'dropout':
      return m.palette_dropout();
    case 'noise':
      return m.palette_noise();
    case 'activation':
      return piece.fn === 'identity' ? m.palette_identity() : pieceName(piece);
    case 'data':
      return datasets[piece.kind]();
    case 'loss':
      return lossNames[piece.loss]();
  }
}

const datasets = {
  moons: m.palette_moons,
  circle: m.palette_circle,
  square: m.palette_square,
  gauss: m.palette_gauss,
  xor: m.palette_xor,
  spiral: m.palette_spiral,
  plane: m.palette_plane,
  bumps: m.palette_bumps,
  mnist: m.palette_mnist,
} satisfies Record<Extract<AnyPiece, { type: 'data' }>['kind'], () => string>;

const lossNames = {
  binary_cross_entropy: m.palette_sigmoid_entropy,
  softmax_cross_entropy: m.palette_softmax_entropy,
  squared_error: m.palette_squared,
} satisfies Record<LossId, () => string>;

import { activationIds, activations, type ActivationId } from '../../core/activations.ts';
import { planeDatasetIds, planeDatasets, type PlaneDatasetId } from '../../core/datasets.ts';
import { lossIds, losses, type LossId } from '../../core/losses.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { m } from '../../core/words/m.ts';
import { withDataset, withLoss } from '../document/adapt.ts';
import type { Adapted } from '../document/adapted.ts';
import { legalGaps, type Piece } from '../document/chain.ts';

/** What takes the place of the data or of the loss. */
export type Replacement = { type: 'data'; kind: PlaneDatasetId | 'mnist' } | { type: 'loss'; loss: LossId };
/** Everything that can be dragged from the palette. */
export type AnyPiece = Piece | Replacement;

const activation = (fn: ActivationId): Piece => ({ type: 'activation', fn });
const first: readonly ActivationId[] = ['relu', 'tanh', 'sigmoid'];

/** Layers that the palette always shows. */
export const commonPieces: readonly Piece[] = [
  { type: 'dense' },
  ...first.map(activation),
  { type: 'dropout' },
  { type: 'noise' },
];
export const otherPieces: readonly Piece[] = activationIds.filter((id) => !first.includes(id)).map(activation);
export const dataPieces: readonly Replacement[] = [
  ...planeDatasetIds.map((kind) => ({ type: 'data', kind }) as const),
  { type: 'data', kind: 'mnist' },
];
export const lossPieces: readonly Replacement[] = lossIds.map((loss) => ({ type: 'loss', loss }));

export const isReplacement = (piece: AnyPiece): piece is Replacement => piece.type === 'data' || piece.type === 'loss';

/** Layers that may go into a gap, common ones first. */
export const piecesAt = (gap: number, network: readonly Layer[]): Piece[] =>
  [...commonPieces, ...otherPieces].filter(({ type }) => legalGaps(type, network).includes(gap));

export function pieceId(piece: AnyPiece): string {
  switch (piece.type) {
    case 'activation':
      return piece.fn;
    case 'data':
      return piece.kind;
    case 'loss':
      return piece.loss;
    default:
      return piece.type;
  }
}

const names = { dense: m.network_dense, dropout: m.network_dropout, noise: m.network_noise };

/** What a piece, or the layer it became, is called. */
export function pieceName(piece: AnyPiece | Layer): string {
  switch (piece.type) {
    case 'activation':
      return activations[piece.fn].title;
    case 'data':
      return piece.kind === 'mnist' ? m.network_mnist() : planeDatasets[piece.kind].title;
    case 'loss':
      return losses[piece.loss].title;
    default:
      return names[piece.type]();
  }
}

/** What sort of piece it is, in a word. */
export function pieceKind({ type }: AnyPiece): string {
  if (type === 'activation') return m.layers_activation();
  if (type === 'data') return m.network_data();
  return type === 'loss' ? m.network_loss() : names[type]();
}

/** Where it comes from. */
export function pieceSource(piece: AnyPiece): string | undefined {
  switch (piece.type) {
    case 'activation':
      return activations[piece.fn].source;
    case 'data':
      return piece.kind === 'mnist' ? 'LeCun, Cortes & Burges 1998' : planeDatasets[piece.kind].source;
    case 'loss':
      return losses[piece.loss].source;
    default:
      return undefined;
  }
}

/** The plan with the data or the loss replaced. */
export const replaced = (plan: Plan, piece: Replacement): Adapted =>
  piece.type === 'data' ? withDataset(plan, piece.kind) : withLoss(plan, piece.loss);

/** What the plan has where the replacement would go, in words. */
export function placeName(plan: Plan, piece: Replacement): string {
  if (piece.type === 'loss') return losses[plan.loss].title;
  const { data } = plan;
  if ('sha256' in data) return data.title;
  return data.kind === 'inline' ? m.network_inline() : pieceName({ type: 'data', kind: data.kind });
}

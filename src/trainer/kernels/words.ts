// Shared by the kernels (AssemblyScript) and by the engine that writes their programs (TypeScript): plain numbers only.

/** An instruction is 16 words of 4 bytes: its operation, its phase, then what its operation needs. */
export const INSTRUCTION = 64;

// operations on the examples of a batch
export const LOAD = 0;
export const NOISE = 1;
export const AFFINE = 2;
export const ACTIVATION = 3;
export const DROPOUT = 4;
export const LOSS = 5;
export const LOSS_BACK = 6;
export const AFFINE_BACK_X = 7;
export const ACTIVATION_BACK = 8;
export const DROPOUT_BACK = 9;
export const NOISE_BACK = 10;
// on rows of weights, and sums
export const LAY_OUT = 11;
export const AFFINE_BACK_W = 12;
export const PENALTY = 13;
export const SUM = 14;
// on all parameters
export const PENALTY_BACK = 15;
export const CLIP_PARTS = 16;
export const CLIP = 17;
export const UPDATE = 18;

// What several threads share of an operation. Within a phase no thread reads what another one writes; between phases they
// meet at a barrier.
/** Rows of weight matrices: they are laid out for sparse products. */
export const PHASE_LAY_OUT = 0;
/** Columns: the examples of the batch. */
export const PHASE_EXAMPLES = 1;
/** Rows or columns of weight matrices; sums are the first thread's. */
export const PHASE_WEIGHTS = 2;
/** Stretches of all parameters, one after the other. */
export const PHASE_GRADIENT = 3;
export const PHASE_CLIP = 4;
export const PHASE_UPDATE = 5;
export const PHASES = 6;

// A program's header: words at these byte offsets, then its instructions.
/** Examples of the batch at hand, and the vectors of four they fill. */
export const N = 0;
export const VECTORS = 4;
/** Where in the order of the epoch the batch begins. */
export const FROM = 8;
export const STEP = 12;
/** 1: dropout drops and noise is added. */
export const TRAINING = 16;
/** Bytes from one unit to the next in every tensor of the batch. */
export const STRIDE = 20;
export const INSTRUCTIONS = 24;
/** The first instruction of the update. */
export const UPDATES = 28;
/** Examples, steps of an epoch, batch size. */
export const COUNT = 32;
export const PER_EPOCH = 36;
export const BATCH = 40;
/** The order of the examples, the epoch it is for, whether it is shuffled and by which key. */
export const ORDER = 44;
export const EPOCH = 48;
export const SHUFFLED = 52;
export const ORDER_KEY = 56;
/** Addresses of L and J. */
export const L = 60;
export const J = 64;
/** What every update is multiplied by so that the gradient keeps its norm below the clip (f32). */
export const CLIP_FACTOR = 68;
/** Address of L of each minibatch of the latest epoch: one float a step of it, NaN where there was none. */
export const LOSSES = 72;
/** Parameters together, in floats: what the stretches of the last phases divide. */
export const PARAMETERS = 84;
/** Table of learning rate and Adam's corrections (3 × f64 a step). */
export const RATES = 88;
/** The phases that have instructions, as bits. */
export const PHASE_BITS = 96;
/** The optimizer's constants (f32 each); of the means also what is left to 1, rounded once. */
export const MOMENTUM = 100;
export const ALPHA = 104;
export const ALPHA_REST = 108;
export const BETA1 = 112;
export const BETA1_REST = 116;
export const BETA2 = 120;
export const BETA2_REST = 124;
export const EPSILON = 128;
export const DECAY = 132;
/** Address of the lists of what is not zero of the examples that are loaded from: an empty list, then the address of each one's. */
export const LISTS = 136;
/** Room of each of LISTERS threads for sparse products: address, bytes. */
export const ROOMS = 140;
export const ROOM = 144;
/** 1: a weight of the batch at hand is not finite. */
export const NOT_FINITE = 148;
export const HEADER = 192;

// What is known of a factor that is listed, at these byte offsets; the instruction has its address.
/** 1: it is the data, whose lists are there; 0: it is listed for each batch. */
export const OF_DATA = 0;
/** Where the weights are laid out for it. */
export const LAID = 4;
/** 1: they are, for the batch at hand. */
export const READY = 8;
/** Steps until it is tried again whether it is sparse. */
export const ASLEEP = 12;
/** 1: the batch at hand was found to be sparse. */
export const SPARSE = 16;
export const LISTING = 64;

/** Threads that have room for sparse products. */
export const LISTERS = 4;
/** A factor that turned out to be dense is not tried again for so many steps. */
export const NAP = 64;

/** Steps in the table of rates: a power of two. */
export const RATE_STEPS = 1024;
/** Floats of a stretch of parameters: shares and partial sums are multiples of it. */
export const STRETCH = 1024;

// The words through which threads are told what to do, at the start of memory.
export const C_TURN = 64;
export const C_WHAT = 68;
export const C_PROGRAM = 72;
export const C_FROM = 76;
export const C_TO = 80;
export const C_THREADS = 84;
export const C_WAITING = 128;
export const C_ROUND = 192;
/** Where an engine may put its own. */
export const ARENA = 256;

export const WHAT_RUN = 0;
export const WHAT_WALK = 1;
export const WHAT_SLICE = 2;

import { z } from 'zod';
import type { Failure } from './failure.ts';
import { ModelId, type ModelCard } from './model.ts';

/** How the weights of a built model are stored. */
export const Precision = z.enum(['fp32', 'fp16', 'int8', 'int4']);
export type Precision = z.infer<typeof Precision>;

/** What a model will take, as a forecast. Bytes. */
interface Needs {
  readonly diskBytes: number;
  /** While it draws. */
  readonly memoryBytes: number;
}

/** What this machine has. Bytes. */
interface MachineSize {
  readonly memoryBytes: number;
  /** Free where models are kept; null when the system does not say. */
  readonly freeDiskBytes: number | null;
}

/** A model that can be used. */
export interface ShelfModel {
  readonly card: ModelCard;
  readonly needs: Needs;
  /** `ran`: its graphs were run once when it was built. Else why they were only looked at. */
  readonly verification: string;
  /** ISO 8601, UTC. */
  readonly builtAt: string;
  /** Of the last pictures that it drew here; null when it has drawn none. */
  readonly msPerToken: number | null;
}

/** A removed model, still on the disk. */
export interface RemovedModel {
  readonly id: string;
  readonly sizeBytes: number;
  /** When it is deleted for good. ISO 8601, UTC. */
  readonly deletedAt: string;
}

/** The one build that goes on, or the last one until it is put away. */
export interface ModelBuild {
  readonly id: string;
  readonly precision: Precision;
  readonly state: 'running' | 'ending' | 'built' | 'failed';
  readonly phase: 'read' | 'write' | 'hash' | 'verify';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** What it is at: a graph, a file. */
  readonly what: string;
  /** Of this phase, measured; null when it cannot be said. */
  readonly msLeft: number | null;
  /** Why it failed; null otherwise. */
  readonly failure: Failure | null;
}

/** Everything that the Models room shows; every change sends it anew. */
export interface ModelShelf {
  /** Newest first. */
  readonly models: readonly ShelfModel[];
  /** Folders among the models that cannot be used. */
  readonly broken: readonly { readonly id: string; readonly reason: string }[];
  readonly removed: readonly RemovedModel[];
  /** The model that draws when none is named; null when there is none. */
  readonly chosen: string | null;
  readonly machine: MachineSize;
  readonly build: ModelBuild | null;
}

/** What a checkpoint is, before anything is built of it. */
export interface CheckpointFacts {
  /** Repository where the folder tells it, else its name. */
  readonly name: string;
  readonly family: ModelCard['family'];
  readonly pictureSide: number;
  /** As the folder calls it, or `unknown`. */
  readonly licence: string;
  /** The licence itself, where the folder holds it. */
  readonly licenceText: string | null;
  /** Whether its folder holds a LoRA adapter, which is merged when it is built. */
  readonly adapted: boolean;
  readonly builds: readonly {
    readonly precision: Precision;
    readonly needs: Needs;
    /** A free id to suggest. */
    readonly id: string;
  }[];
}

/** How far a model's check is, and at last how far it went. */
export type VerifyEvent =
  | {
      readonly kind: 'progress';
      readonly phase: 'hash' | 'verify';
      readonly doneBytes: number;
      readonly totalBytes: number;
      readonly what: string;
    }
  | { readonly kind: 'verified'; readonly verification: string };

/** Names one model. */
export const OneModel = z.strictObject({ id: ModelId });

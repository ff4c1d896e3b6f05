/**
 * Whose habits a checkpoint folder follows: `deepseek` is the repository the weights were
 * published with (`model_type: multi_modality`), `transformers` is Hugging Face's own
 * (`model_type: janus`).
 */
export type Layout = 'deepseek' | 'transformers';

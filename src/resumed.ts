import { age } from './format.ts'
import { sleptFor } from './model/slept.ts'
import type { Samples } from './sample/sample.ts'
import type { Sampler } from './sample/sampler.ts'

/** A machine that slept has counted nothing meanwhile: what was before is forgotten rather than spread over the night, and it is said. */
export function awake(
  sampler: Pick<Sampler, 'rebase'>,
  samples: Samples,
): { readonly samples: Samples; readonly notice: string | null } {
  const slept = sleptFor(samples)
  if (slept === null) return { samples, notice: null }
  return { samples: sampler.rebase() ?? samples, notice: `resumed: the machine slept ${age(slept)}, rates begin anew` }
}

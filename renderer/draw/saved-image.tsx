import type { JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { pictureAddress } from '../studio.ts';

/** A saved picture, from its file. @param label Empty inside something that says it already. */
export function SavedImage({ picture, label }: { picture: Picture; label: string }): JSX.Element {
  return (
    <img
      key={picture.id}
      src={pictureAddress(picture.id)}
      alt={label}
      className="block size-full appear [image-rendering:inherit]"
    />
  );
}

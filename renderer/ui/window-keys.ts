import { useEffect, useEffectEvent } from 'react';

/** Hears every key that is pressed in the window while the component is there. */
export function useWindowKeys(press: (event: KeyboardEvent) => void): void {
  const onKeyDown = useEffectEvent(press);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      onKeyDown(event);
    };
    addEventListener('keydown', listen);
    return () => {
      removeEventListener('keydown', listen);
    };
  }, []);
}

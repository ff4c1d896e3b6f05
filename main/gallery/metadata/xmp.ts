/** How a picture came to be, in the words of the International Press Telecommunications Council. */
export type DigitalSource = 'trainedAlgorithmicMedia' | 'compositeWithTrainedAlgorithmicMedia';

const ours = 'urn:janus-studio:1';

/**
 * An XMP packet that says how a picture came to be, and, where the file has no better place for
 * it, how to make it again.
 *
 * @param source null: nobody knows.
 * @param facts  Our own JSON, or null.
 * @see https://cv.iptc.org/newscodes/digitalsourcetype/
 */
export function xmpOf(source: DigitalSource | null, facts: string | null): string {
  const attributes = {
    ...(source === null
      ? {}
      : {
          'Iptc4xmpExt:DigitalSourceType': `http://cv.iptc.org/newscodes/digitalsourcetype/${source}`,
        }),
    'xmp:CreatorTool': 'Janus Studio',
    ...(facts === null ? {} : { 'janus:facts': facts }),
  };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(value)}"`);
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
    ` xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:janus="${ours}"`,
    `${written.join('')}/>`,
    '</rdf:RDF></x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('');
}

/** Our JSON in a packet of ours; null in any other. */
export function factsInXmp(xmp: string): string | null {
  const value = / janus:facts="([^"]*)"/.exec(xmp)?.[1];
  return value === undefined ? null : unescape(value);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Of JSON: it has no control characters, and can say in other words what XML cannot hold. */
function escape(json: string): string {
  const text = json.toWellFormed().replace(/[\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16)}`;
  });
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}

function unescape(text: string): string {
  const characters = new Map(
    Object.entries(entities).map(([character, name]) => [name, character]),
  );
  return text.replace(/&(?:amp|lt|gt|quot);/g, (name) => characters.get(name) ?? '');
}

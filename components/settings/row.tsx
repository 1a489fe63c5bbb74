const LINE = "flex items-center gap-3 border-line border-b px-3.5 py-3 last:border-b-0";
/** A row of a card of choices. */
export const ROW = `${LINE} flex-wrap`;

/** What a row is about. */
export const Words = ({ title, text }: { title: string; text: string }) => (
  <span className="me-auto min-w-0">
    <span className="block font-medium">{title}</span>
    <span className="block text-muted text-sm">{text}</span>
  </span>
);

/** A choice that is on or off. */
export function Switch(props: { title: string; text: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className={`${LINE} cursor-pointer`}>
      <Words title={props.title} text={props.text} />
      <input
        type="checkbox"
        data-switch
        checked={props.on}
        onChange={(event) => props.onChange(event.target.checked)}
      />
    </label>
  );
}

-- Folds text for searching: small letters without accents, a space for every sign, no apostrophes (ADR 0075). It needs no
-- extension, and the locale of the database does not change its result. Its twin is `wordsOf` in server/lib/search-words.ts.
CREATE FUNCTION search_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(lower((CASE WHEN octet_length(t) = char_length(t) THEN t ELSE
    translate(replace(replace(replace(replace(replace(
      regexp_replace(regexp_replace(normalize(t, NFKD),
        '[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufe0f\ufeff]', '', 'g'),
        '[\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b6\u00b7\u00bb\u00bf\u00d7\u00f7\u2010-\u2017\u201a\u201c-\u2027\u2030-\u205e\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f\U0001f000-\U0001faff]', ' ', 'g'),
      'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'),
      'ØøŁłĐđĦħıŦŧÐðÞþΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ’‘‛ʼ',
      'oollddhhittddttαβγδεζηθικλμνξοπρστυφχψωσѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюя''''''''')
  END) COLLATE "C"), '!"#$%&()*+,-./:;<=>?@[\]^_{|}~`''', '                              ')
$$;

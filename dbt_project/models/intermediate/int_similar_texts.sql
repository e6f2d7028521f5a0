-- Similarity is the Jaccard index of the pairs of neighbouring characters of two texts. Only candidates are compared, so that
-- the cost grows with the number of texts and not with its square: a text is sketched by the smallest hash in each of 24
-- parts of its pairs (one-permutation MinHash), five neighbouring parts make a band, and texts that share a band are
-- candidates, each with the first text of the band and with the six before it. Of random texts with a similarity of 0.75,
-- 77 % (20 characters) to 93 % (90 characters) share a band; of those with 0.8, 94 % to 98 %; of those with 0.9, 99.9 %. Texts
-- that consist of the same few sentences share shorter bands with many others, which would not leave room for the similar ones.
with

texts as (

    select
        text_key,
        length(any_value(compared_text)) as text_length,
        {{ shingles('any_value(compared_text)') }} as shingles
    from {{ ref('int_compared_texts') }}
    group by text_key

),

text_shingles as (

    select
        text_key,
        unnest(shingles) as shingle
    from texts

),

hashed as (

    select
        text_key,
        {{ shingle_hash('shingle') }} as shingle_hash
    from text_shingles

),

sketches as (

    select
        text_key,
        shingle_hash % 24 as part,
        min(shingle_hash) as least_hash
    from hashed
    group by text_key, part

),

rings as (

    select
        text_key,
        list(least_hash order by part) as ring
    from sketches
    group by text_key

),

bands as (

    select
        text_key,
        unnest(list_transform(
            range(1, len(ring) + 1),
            lambda place: list_concat(ring, ring)[place:place + 4]
        )) as band
    from rings

),

neighbours as (

    select
        text_key,
        unnest([
            first_value(text_key) over same_band,
            lag(text_key, 1) over same_band,
            lag(text_key, 2) over same_band,
            lag(text_key, 3) over same_band,
            lag(text_key, 4) over same_band,
            lag(text_key, 5) over same_band,
            lag(text_key, 6) over same_band
        ]) as other_text_key
    from bands
    window same_band as (partition by band order by text_key)

),

candidates as (

    select distinct
        text_key,
        other_text_key
    from neighbours
    where text_key <> other_text_key

),

counted as (

    select
        candidates.text_key,
        candidates.other_text_key,
        len(list_intersect(texts.shingles, others.shingles)) as shared_count,
        len(texts.shingles) as shingle_count,
        len(others.shingles) as other_shingle_count
    from candidates
    inner join texts on candidates.text_key = texts.text_key
    inner join texts as others on candidates.other_text_key = others.text_key
    -- Texts of very different length cannot be similar.
    where
        texts.text_length between
        {{ var('text_reuse_min_similarity') }} * others.text_length - 1
        and others.text_length / {{ var('text_reuse_min_similarity') }} + 2

),

compared as (

    select
        text_key,
        other_text_key,
        {{ safe_ratio('shared_count', '(shingle_count + other_shingle_count - shared_count)', places=6) }}
            as similarity_rate
    from counted

),

final as (

    select
        unnest([text_key, other_text_key]) as text_key,
        unnest([other_text_key, text_key]) as other_text_key,
        similarity_rate
    from compared
    where similarity_rate >= {{ var('text_reuse_min_similarity') }}

)

select distinct * from final
